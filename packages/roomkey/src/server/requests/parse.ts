import type { AnySchema, SchemaIssue, SchemaResult } from '../../contract/index.ts';
import { RoomkeyError } from '../../errors/index.ts';
import type { PayloadIssue } from '../../errors/index.ts';
import type { RoomParamValue, RoomParamValues } from '../../protocol/index.ts';
import { isPromiseLike, whenReady } from '../maybe.ts';
import type { Maybe } from '../maybe.ts';

/** Runs a schema. Waits only for a schema that does. */
export function parse(schema: AnySchema, value: unknown): Maybe<unknown> {
  return whenReady(schema['~standard'].validate(value), valueOf);
}

function valueOf(result: SchemaResult<unknown>): unknown {
  if (result.issues !== undefined) throw invalidPayload(result.issues);
  return result.value;
}

/** The schemas of a room's params, by name, in the order of its key. */
export type ParamSchemas = readonly (readonly [name: string, schema: AnySchema])[];

export interface SplitPayload {
  readonly params: Readonly<Record<string, unknown>>;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Takes a payload apart into the params of a room and the rest. @throws RoomkeyError `invalid_payload` */
export function splitPayload(payload: unknown, paramNames: ReadonlySet<string>): SplitPayload {
  if (!isPlainObject(payload)) throw invalidPayload([{ message: 'Expected an object', path: [] }]);
  const params: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(payload)) setOwn(paramNames.has(key) ? params : rest, key, payload[key]);
  return { params, rest };
}

/** A key such as `__proto__` stays a key. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

export function parseParams(
  schemas: ParamSchemas,
  values: Readonly<Record<string, unknown>>,
): Maybe<RoomParamValues> {
  const params: Record<string, RoomParamValue> = {};
  for (const [name, schema] of schemas) {
    const value = parseParam(name, schema, values);
    if (isPromiseLike(value)) return parseLater(schemas, values);
    params[name] = assertParam(name, value);
  }
  return params;
}

/** For schemas that wait. */
async function parseLater(
  schemas: ParamSchemas,
  values: Readonly<Record<string, unknown>>,
): Promise<RoomParamValues> {
  const params: Record<string, RoomParamValue> = {};
  for (const [name, schema] of schemas) {
    params[name] = assertParam(name, await parseParam(name, schema, values));
  }
  return params;
}

function assertParam(name: string, value: unknown): RoomParamValue {
  if (isParamValue(value)) return value;
  throw invalidPayload([{ message: 'Expected a string or number', path: [name] }]);
}

function parseParam(
  name: string,
  schema: AnySchema,
  values: Readonly<Record<string, unknown>>,
): Maybe<unknown> {
  // What an object inherits was not sent.
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  try {
    const parsed = parse(schema, value);
    return isPromiseLike(parsed) ? parsed.then(undefined, (error: unknown) => raise(name, error)) : parsed;
  } catch (error) {
    return raise(name, error);
  }
}

function raise(name: string, error: unknown): never {
  throw under(name, error);
}

/** @throws RoomkeyError `invalid_payload` when anything is left that nobody declared */
export function assertEmpty(rest: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(rest);
  if (unknown.length > 0)
    throw invalidPayload(unknown.map((key) => ({ message: 'Unknown key', path: [key] })));
}

export function invalidPayload(issues: readonly SchemaIssue[]): RoomkeyError {
  return new RoomkeyError('invalid_payload', { issues: issues.slice(0, MAX_ISSUES).map(toPayloadIssue) });
}

const MAX_ISSUES = 10;
const MAX_TEXT = 200;

function toPayloadIssue({ message, path = [] }: SchemaIssue): PayloadIssue {
  return {
    message: message.slice(0, MAX_TEXT),
    path: path.map((step) => {
      const key = typeof step === 'object' ? step.key : step;
      return typeof key === 'number' ? key : String(key).slice(0, MAX_TEXT);
    }),
  };
}

function under(name: string, error: unknown): unknown {
  if (!(error instanceof RoomkeyError) || error.issues === undefined) return error;
  return new RoomkeyError(error.code, {
    issues: error.issues.map(({ message, path }) => ({ message, path: [name, ...path] })),
  });
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A lone surrogate is no text: the key of a room cannot encode it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const isParamValue = (value: unknown): value is RoomParamValue =>
  typeof value === 'string'
    ? value !== '' && !LONE_SURROGATE.test(value)
    : typeof value === 'number' && Number.isFinite(value);
