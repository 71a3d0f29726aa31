import type { BoardContract } from '@board/contract';
import { QueryClientProvider } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import type { Client } from 'roomkey/client';
import { Toaster } from './components/toaster.tsx';
import { ComposePage } from './features/compose/compose-page.tsx';
import { DevicesPage } from './features/devices/devices-page.tsx';
import { FeedPage } from './features/feed/feed-page.tsx';
import { Layout } from './features/layout/layout.tsx';
import { NotFoundPage } from './features/layout/not-found-page.tsx';
import { PostPage } from './features/post/post-page.tsx';
import { LogInPage } from './features/session/log-in-page.tsx';
import { SignUpPage } from './features/session/sign-up-page.tsx';
import { ApiProvider } from './lib/api-context.tsx';
import type { BoardApi } from './lib/board-api.ts';
import { RoomkeyProvider } from './lib/roomkey.ts';

interface AppProps {
  readonly api: BoardApi;
  readonly client: Client<BoardContract>;
  readonly queries: QueryClient;
}

export function App({ api, client, queries }: AppProps): ReactElement {
  return (
    <QueryClientProvider client={queries}>
      <RoomkeyProvider client={client}>
        <ApiProvider value={api}>
          <BrowserRouter>
            <Toaster>
              <Pages />
            </Toaster>
          </BrowserRouter>
        </ApiProvider>
      </RoomkeyProvider>
    </QueryClientProvider>
  );
}

function Pages(): ReactElement {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<FeedPage />} />
        <Route path="new" element={<ComposePage />} />
        <Route path="posts/:postId" element={<PostPage />} />
        <Route path="devices" element={<DevicesPage />} />
        <Route path="login" element={<LogInPage />} />
        <Route path="signup" element={<SignUpPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
