import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createBoardDatabase, hasPostgres } from '../../cost/server/board.ts';
import { countingWireTo, eachMessage } from './count-database.ts';

const message = (type: string, body: string): Buffer => {
  const text = Buffer.from(`${type}....${body}`);
  text.writeInt32BE(4 + body.length, 1);
  return text;
};

it('reads messages wherever the wire cuts them', () => {
  const bytes = Buffer.concat([message('C', 'SELECT 1'), message('Z', 'I'), message('1', '')]);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const types: string[] = [];
    const read = eachMessage((type, first) => types.push(String.fromCharCode(type, first ?? 0)));
    read(bytes.subarray(0, cut));
    read(bytes.subarray(cut));
    expect(types.map(([type]) => type)).toEqual(['C', 'Z', '1']);
    expect(types[1]).toBe('ZI');
  }
});

it.runIf(await hasPostgres())('counts statements and transactions', async () => {
  await using database = await createBoardDatabase();
  const url = new URL(database.databaseUrl ?? '');
  await using wire = await countingWireTo(Number(url.port || 5432));
  url.host = `127.0.0.1:${wire.port}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const before = wire.counts();
  await client.query('select 1');
  await client.query('begin');
  await client.query('select $1::int', [2]);
  await client.query('commit');
  expect(wire.counts().transactions - before.transactions).toBe(2);
  expect(wire.counts().statements - before.statements).toBe(4);
  await client.end();
});
