import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { useLogOut } from './use-log-out.ts';

const ITEM =
  'flex h-9 cursor-default items-center rounded-md px-3 text-sm outline-none data-highlighted:bg-tint';

export function AccountMenu({ name }: { readonly name: string }): ReactElement {
  const logOut = useLogOut();
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`Account menu, ${name}`}
        className="flex h-10 cursor-pointer items-center gap-2 rounded-md pl-1 text-sm font-medium hover:text-accent"
      >
        <Avatar name={name} size="large" />
        <span className="max-w-40 truncate max-sm:hidden">{name}</span>
        <ChevronDown aria-hidden="true" className="size-4 text-soft max-sm:hidden" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" className="z-20 outline-none">
          <Menu.Popup className="min-w-52 rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
            <Menu.Group>
              <Menu.GroupLabel className="truncate px-3 py-2 text-xs text-soft">
                Signed in as {name}
              </Menu.GroupLabel>
              <Menu.Item className={ITEM} onClick={() => logOut()}>
                Log out
              </Menu.Item>
            </Menu.Group>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
