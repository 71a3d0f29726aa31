import { Menu } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

interface MenuPopupProps {
  /** Whom or what the menu is about; heads its items. */
  readonly label: string;
  readonly children: ReactNode;
}

const ITEM =
  'flex h-9 cursor-default items-center rounded-md px-3 text-sm outline-none data-highlighted:bg-tint';

/** What opens under the trigger of a `Menu.Root`. */
export function MenuPopup({ label, children }: MenuPopupProps): ReactElement {
  return (
    <Menu.Portal>
      <Menu.Positioner sideOffset={8} align="end" className="z-20 outline-none">
        <Menu.Popup className="min-w-52 rounded-lg border border-line bg-surface p-1 shadow-float outline-none">
          <Menu.Group>
            <Menu.GroupLabel className="max-w-64 truncate px-3 py-2 text-xs text-soft">
              {label}
            </Menu.GroupLabel>
            {children}
          </Menu.Group>
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}

interface MenuItemProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** What it does cannot be undone. */
  readonly grave?: boolean;
}

export function MenuItem({ children, onClick, grave = false }: MenuItemProps): ReactElement {
  return (
    <Menu.Item className={`${ITEM} ${grave ? 'text-alert' : ''}`} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}

export function MenuLink({
  to,
  children,
}: {
  readonly to: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Menu.LinkItem className={ITEM} closeOnClick render={<Link to={to} />}>
      {children}
    </Menu.LinkItem>
  );
}
