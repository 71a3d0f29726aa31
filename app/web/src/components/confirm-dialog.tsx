import { AlertDialog } from '@base-ui/react/alert-dialog';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { Button } from './button.tsx';
import { dialogClass } from './dialog-class.ts';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** The words of the button that does it. */
  readonly action: string;
  readonly onConfirm: () => void;
  /** Where the focus goes afterwards, when what opened the dialog is gone. */
  readonly finalFocus?: RefObject<HTMLElement | null>;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { open, onOpenChange, title, children, action, onConfirm, finalFocus } = props;
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialogClass.backdrop} />
        <AlertDialog.Popup className={dialogClass.popup} finalFocus={finalFocus}>
          <AlertDialog.Title className={dialogClass.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={dialogClass.description}>{children}</AlertDialog.Description>
          <div className="flex justify-end gap-3 pt-2">
            <AlertDialog.Close render={<Button look="quiet" />}>Cancel</AlertDialog.Close>
            <AlertDialog.Close render={<Button look="grave" />} onClick={onConfirm}>
              {action}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
