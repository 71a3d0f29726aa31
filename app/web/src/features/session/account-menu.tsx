import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { MenuItem, MenuLink, MenuPopup } from '../../components/menu.tsx';
import { useLogOut } from './use-log-out.ts';

export function AccountMenu({ name }: { readonly name: string }): ReactElement {
  const logOut = useLogOut();
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="flex h-10 cursor-pointer items-center gap-2 rounded-md pl-1 text-sm font-medium hover:text-accent">
        <Avatar name={name} size="large" />
        <span className="sr-only">Account menu, </span>
        <span className="max-w-40 truncate max-sm:sr-only">{name}</span>
        <ChevronDown aria-hidden="true" className="size-4 text-soft max-sm:hidden" />
      </Menu.Trigger>
      <MenuPopup label={`Signed in as ${name}`}>
        <MenuLink to="/devices">Devices</MenuLink>
        <MenuItem onClick={logOut}>Log out</MenuItem>
      </MenuPopup>
    </Menu.Root>
  );
}
