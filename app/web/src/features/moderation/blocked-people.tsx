import { Dialog } from '@base-ui/react/dialog';
import type { ReactElement, RefObject } from 'react';
import { Button } from '../../components/button.tsx';
import { dialogClass } from '../../components/dialog-class.ts';
import { BlockedList } from './blocked-list.tsx';

interface BlockedPeopleProps {
  readonly postId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly finalFocus: RefObject<HTMLElement | null>;
}

export function BlockedPeople(props: BlockedPeopleProps): ReactElement {
  const { postId, open, onOpenChange, finalFocus } = props;
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialogClass.backdrop} />
        <Dialog.Popup className={dialogClass.popup} finalFocus={finalFocus}>
          <Dialog.Title className={dialogClass.title}>Blocked people</Dialog.Title>
          <Dialog.Description className={dialogClass.description}>
            For them this post does not exist. To block somebody, use “Block” on one of their comments.
          </Dialog.Description>
          <BlockedList postId={postId} />
          <Dialog.Close render={<Button className="self-end" />}>Close</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
