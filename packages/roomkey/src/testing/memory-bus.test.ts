import { expect, it } from 'vitest';
import { createCluster } from './cluster.ts';

const attach = () => ({ close: () => undefined });

it('brings what hung before what is said when it is mended', async () => {
  await using cluster = await createCluster(attach, { nodes: 2 });
  const heard: unknown[] = [];
  cluster.node(1).io.on('news', (news: unknown) => heard.push(news));
  const say = (news: string) => cluster.node(0).io.serverSideEmit('news', news);
  cluster.bus.hang();
  say('first');
  say('second');
  await cluster.bus.idle();
  expect(heard).toEqual([]);
  cluster.bus.mend();
  say('third');
  await cluster.bus.idle();
  expect(heard).toEqual(['first', 'second', 'third']);
});
