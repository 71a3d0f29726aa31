import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyContract, AnySchema } from '../contract/index.ts';
import { joinEvent } from '../protocol/index.ts';
import { UsageError } from './failures.ts';
import type { EventToTry } from './types.ts';
import { isRecord } from './words.ts';

/** Ids in the forms that schemas ask for; none of them names anything. */
const SAMPLES = ['00000000-0000-4000-8000-000000000000', 'roomkey-audit', '1', 1];

/** Every event that the contract in a module lets clients send. @throws UsageError */
export async function eventsOfContract(file: string): Promise<readonly EventToTry[]> {
  const contract = await loadContract(file);
  const { rooms, requests } = contract;
  const joins = Object.entries(rooms).map(async ([room, { allow }]) => ({
    name: joinEvent(room),
    payload: await sampleParams(contract, room),
    isPublic: allow === 'anyone',
  }));
  const others = Object.entries(requests).map(async ([name, { room, allow }]) => ({
    name,
    payload: room === undefined ? {} : await sampleParams(contract, room),
    isPublic: allow === 'anyone',
  }));
  return Promise.all([...joins, ...others]);
}

async function loadContract(file: string): Promise<AnyContract> {
  const module: unknown = await import(pathToFileURL(resolve(file)).href).catch(() => {
    throw new UsageError(
      `--contract: ${file} cannot be imported; it is a JavaScript module, or runs under tsx.`,
    );
  });
  const contract = Object.values(isRecord(module) ? module : {}).find(isContract);
  if (contract === undefined) throw new UsageError(`--contract: ${file} exports no contract.`);
  return contract;
}

const isContract = (value: unknown): value is AnyContract =>
  isRecord(value) && ['rooms', 'requests', 'events'].every((part) => isRecord(value[part]));

async function sampleParams(contract: AnyContract, room: string): Promise<Record<string, unknown>> {
  const params = Object.entries(contract.rooms[room]?.params ?? {});
  const samples = params.map(async ([name, schema]) => [name, await sample(schema)] as const);
  return Object.fromEntries(await Promise.all(samples));
}

async function sample(schema: AnySchema): Promise<unknown> {
  for (const value of SAMPLES) {
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return value;
  }
  return SAMPLES[0];
}
