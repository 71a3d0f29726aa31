// oxlint-disable-next-line import/no-unassigned-import -- it has to run before the first schema is made
import './lib/zod-without-eval.ts';
import { contract } from '@board/contract';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from 'roomkey/client';
import { App } from './app.tsx';
import { createBoardApi } from './lib/board-api.ts';
import { createHttp } from './lib/http.ts';
import { createQueryClient } from './lib/query-client.ts';
import { createTokenSource } from './lib/token-source.ts';

const tokens = createTokenSource();
const client = createClient(contract, {
  getToken: tokens.getToken,
  // One connection is one server, whatever stands in front of several; polling is for networks that allow nothing else.
  socketOptions: { transports: ['websocket', 'polling'], tryAllTransports: true },
});
const http = createHttp({ tokens, onOtherIdentity: () => client.identityChanged() });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App api={createBoardApi(http)} client={client} queries={createQueryClient()} />
  </StrictMode>,
);
