// client.tsx
import { useState } from 'react';
import { createClient } from 'roomkey/client';
import { createHooks } from 'roomkey/react';
import { contract } from './contract.ts';

const { RoomkeyProvider, useSession, useRoom, useRoomEvent, useRequest } = createHooks(contract);

const client = createClient(contract, {
  async getToken({ signal }) {
    const response = await fetch('/api/token', { signal });
    if (response.status === 401) return null; // signed out; anything else that fails is tried again
    if (!response.ok) throw new Error('No token now');
    return response.text();
  },
});

function Likes({ postId }: { postId: string }) {
  const [likeCount, setLikeCount] = useState(0);
  const { user } = useSession();
  const post = useRoom('post', { postId });
  const like = useRequest('like-post');
  useRoomEvent(post, 'like-update', (likes) => setLikeCount(likes.likeCount));

  if (post.status === 'denied') return <p>{post.error.message}</p>;
  return (
    <button disabled={post.status !== 'joined' || like.pending} onClick={() => void like.send({ postId })}>
      {user?.name} likes it ({likeCount})
    </button>
  );
}

export const App = () => (
  <RoomkeyProvider client={client}>
    <Likes postId="hello" />
  </RoomkeyProvider>
);
