import { defineConfig } from 'vitest/config';

const source = {
  resolve: { conditions: ['roomkey-source'] },
  ssr: { resolve: { conditions: ['roomkey-source'] } },
};

/** What one server does, three that are joined do: the library's own suite once more. */
const onThreeServers = (joinedBy: 'redis' | 'postgres') => ({
  ...source,
  test: {
    name: `three-${joinedBy}`,
    include: [
      'packages/roomkey/test/integration/{client,handshake,latest,limits,policy-member,races,requests,sessions}.test.ts',
      'packages/roomkey/test/presence/members.test.ts',
    ],
    testTimeout: 20_000,
    env: { ROOMKEY_SERVERS: joinedBy },
  },
});

/** Each machine may be slow, and the suites share it: what is awaited comes, but not always within a second. */
const patience = { testTimeout: 20_000, hookTimeout: 60_000, expect: { poll: { timeout: 10_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['packages/roomkey/src/**/*.test.ts', 'bench/**/*.test.ts'],
          typecheck: {
            enabled: true,
            include: ['packages/roomkey/src/**/*.test-d.ts'],
            tsconfig: 'packages/roomkey/tsconfig.json',
          },
        },
      },
      {
        ...source,
        test: {
          name: 'react',
          include: ['packages/roomkey/src/**/*.test.tsx'],
          environment: 'happy-dom',
        },
      },
      {
        ...source,
        test: { name: 'web', include: ['app/web/src/**/*.test.{ts,tsx}'], environment: 'happy-dom' },
      },
      { ...source, test: { name: 'integration', include: ['packages/roomkey/test/**/*.test.ts'] } },
      {
        // What delivery promises must hold without it too.
        ...source,
        test: {
          name: 'plain',
          include: [
            'packages/roomkey/test/integration/{client,handshake,latest,limits,races,requests,sessions}.test.ts',
          ],
          env: { ROOMKEY_DELIVERY: 'plain' },
        },
      },
      onThreeServers('redis'),
      onThreeServers('postgres'),
      {
        ...source,
        test: {
          name: 'app',
          include: ['app/server/**/*.test.ts', 'app/contract/**/*.test.ts'],
          ...patience,
        },
      },
      {
        // What one board does, three nodes of it do: with Redis, and with PostgreSQL alone.
        ...source,
        test: {
          name: 'nodes',
          include: [
            'app/server/test/{accounts,cli,devices,private-posts,races,realtime,rest,sessions,token-lifetime}.test.ts',
            'app/server/test/security/{confuse-the-server,take-over-a-session}.test.ts',
          ],
          ...patience,
          env: { BOARD_NODES: process.env.BOARD_NODES ?? 'here' },
        },
      },
    ],
  },
});
