import type { ReactElement } from 'react';
import { FeedList } from './feed-list.tsx';

export function FeedPage(): ReactElement {
  return (
    <>
      <title>Board</title>
      <header className="flex flex-col gap-2 pb-8 sm:pb-10">
        <h1 className="text-2xl font-medium sm:text-3xl">What people are writing</h1>
        <p className="text-soft">Newest first. Likes, views and comments move while you look.</p>
      </header>
      <FeedList />
    </>
  );
}
