import type { ReactElement } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { usePresence, useRoom } from '../../lib/roomkey.ts';
import { useReader } from '../session/use-reader.ts';
import { describePresence } from './describe-presence.ts';
import type { Person } from './describe-presence.ts';
import { useCalmPresence } from './use-calm-presence.ts';

/** Who looks at a post now. On a phone a line of initials, beside the text of a wide screen a list of names. */
export function WhoIsHere({ postId }: { readonly postId: string }): ReactElement {
  const presence = useCalmPresence(usePresence(useRoom('watch', { postId })));
  const { total, people, others } = describePresence(presence, useReader() ?? null);
  const isKnown = presence.status === 'ready';
  return (
    // The line has its height before anything is known, so that nothing below it moves.
    <div className="flex h-6 min-w-0 basis-full items-center gap-3 lg:h-auto lg:min-h-6 lg:w-full lg:flex-col lg:items-start lg:gap-2.5 lg:border-t lg:border-line lg:pt-4">
      <p role="status" aria-label="Here now" className="shrink-0 whitespace-nowrap">
        {isKnown && total}
      </p>
      {isKnown && people.length > 0 && (
        <ul aria-label="People here" className="flex shrink-0 gap-1 lg:w-full lg:flex-col lg:gap-1.5">
          {people.map((person) => (
            <PersonHere key={person.id} person={person} />
          ))}
        </ul>
      )}
      {isKnown && others !== null && <p className="min-w-0 truncate lg:whitespace-normal">{others}</p>}
    </div>
  );
}

function PersonHere({ person: { name, isReader } }: { readonly person: Person }): ReactElement {
  return (
    <li className="flex min-w-0 items-center gap-2 max-lg:nth-[n+6]:hidden" title={name}>
      <Avatar name={name} />
      <span className="min-w-0 truncate max-lg:sr-only">
        <bdi>{name}</bdi>
        {isReader && ' (you)'}
      </span>
    </li>
  );
}
