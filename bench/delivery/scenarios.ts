import { setTimeout as delay } from 'node:timers/promises';
import { openClients } from './client.ts';
import type { Client } from './client.ts';
import type { Subject } from './subject.ts';

export type Sample = Readonly<Record<string, number>>;
export type Scenario = (subject: Subject) => Promise<Sample>;

const BURSTS = 100;
const BURST = 50;
const MEMBERS = 500;
const EVENTS = 320;

/** What an idle connection keeps. */
export async function heap(subject: Subject): Promise<Sample> {
  const connections = 1000;
  await leave(subject, await openClients(subject.port, 200));
  const before = (await subject.read()).heap;
  const clients = await openClients(subject.port, connections);
  const after = (await subject.read()).heap;
  await leave(subject, clients);
  return { 'heap of a connection (KiB)': (after - before) / connections / 1024 };
}

/** Each client sends many requests in one piece. */
export async function requests(subject: Subject): Promise<Sample> {
  const clients = await openClients(subject.port, 20);
  await askInBursts(clients, 10);
  const cpu = await cpuOf(subject, () => askInBursts(clients, BURSTS));
  await leave(subject, clients);
  return { 'request with acknowledgement (us)': (cpu * 1000) / (BURSTS * BURST * clients.length) };
}

async function askInBursts(clients: readonly Client[], times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const goal = (clients[0]?.acknowledged ?? 0) + BURST;
    for (const client of clients)
      client.together(() => {
        for (let seq = 0; seq < BURST; seq += 1) client.request('echo', { seq });
      });
    while (clients.some(({ acknowledged }) => acknowledged < goal)) await delay(1);
  }
}

/** `refill`: the next event as soon as one has reached everybody; otherwise the next ones when all have. */
export const deliveries =
  (inFlight: number, refill: boolean): Scenario =>
  async (subject) => {
    const members = await openClients(subject.port, MEMBERS);
    const [publisher] = await openClients(subject.port, 1);
    if (publisher === undefined) throw new Error('No publisher');
    for (const client of [...members, publisher]) client.request('join-board', { id: 'b' });
    while (members.some(({ acknowledged }) => acknowledged === 0)) await delay(5);
    const flow = { members, publisher, inFlight, refill };
    await publish(flow, EVENTS / 5);
    let latencies: readonly number[] = [];
    const cpu = await cpuOf(subject, async () => {
      latencies = await publish(flow, EVENTS);
    });
    await leave(subject, [...members, publisher]);
    const name = `delivery, ${inFlight} ${refill ? 'in flight' : 'at a time'}`;
    return { [`${name} (us)`]: (cpu * 1000) / (EVENTS * MEMBERS), [`${name}, p99 (ms)`]: p99(latencies) };
  };

interface Flow {
  readonly members: readonly Client[];
  readonly publisher: Client;
  readonly inFlight: number;
  readonly refill: boolean;
}

/** Publishes events and resolves to how long each took to each member, in milliseconds. */
function publish({ members, publisher, inFlight, refill }: Flow, count: number): Promise<readonly number[]> {
  const sent: { readonly at: number; missing: number }[] = [];
  const latencies: number[] = [];
  let done = 0;
  const send = (): void => {
    sent.push({ at: performance.now(), missing: members.length });
    publisher.request('publish', { id: 'b', seq: sent.length - 1 });
  };
  const fill = (): void =>
    publisher.together(() => {
      while (sent.length - done < inFlight && sent.length < count) send();
    });
  return new Promise((resolve) => {
    const onTick = (seq: number): void => {
      const event = sent[seq];
      if (event === undefined) return;
      latencies.push(performance.now() - event.at);
      event.missing -= 1;
      if (event.missing > 0) return;
      done += 1;
      if (done === count) resolve(latencies);
      else if (refill || done === sent.length) fill();
    };
    for (const member of members) member.onTick = onTick;
    fill();
  });
}

async function cpuOf(subject: Subject, act: () => Promise<void>): Promise<number> {
  const before = (await subject.read()).cpu;
  await act();
  return (await subject.read()).cpu - before;
}

async function leave(subject: Subject, clients: readonly Client[]): Promise<void> {
  for (const client of clients) client.close();
  await subject.empty();
}

function p99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}
