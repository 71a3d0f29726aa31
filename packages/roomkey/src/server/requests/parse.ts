import type { AnySchema, SchemaIssue } from '../../contract/index.ts';
import { RoomkeyError } from '../../errors/index.ts';
import type { PayloadIssue } from '../../errors/index.ts';
import type { RoomParamValue, RoomParamValues } from '../../protocol/index.ts';

/** Runs a schema without awaiting where it does not need to, so that synchronous requests keep their order. */
export async function parse(schema: AnySchema, value: unknown): Promise<unknown> {
  const checked = schema['~standard'].validate(value);
  const result = checked instanceof Promise ? await checked : checked;
  if (result.issues !== undefined) throw invalidPayload(result.issues);
  return result.value;
}

export type ParamSchemas = Readonly<Record<string, AnySchema>>;

export interface SplitPayload {
  readonly params: Readonly<Record<string, unknown>>;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Takes a payload apart into the params of a room and the rest. @throws RoomkeyError `invalid_payload` */
export function splitPayload(payload: unknown, paramNames: ReadonlySet<string>): SplitPayload {
  if (!isPlainObject(payload)) throw invalidPayload([{ message: 'Expected an object', path: [] }]);
  const entries = Object.entries(payload);
  // fromEntries defines own fields, so that a key such as `__proto__` stays a key.
  return {
    params: Object.fromEntries(entries.filter(([key]) => paramNames.has(key))),
    rest: Object.fromEntries(entries.filter(([key]) => !paramNames.has(key))),
  };
}

export async function parseParams(
  schemas: ParamSchemas,
  values: Readonly<Record<string, unknown>>,
): Promise<RoomParamValues> {
  const params: Record<string, RoomParamValue> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const value = await parse(schema, values[name]).catch((error: unknown) => {
      throw under(name, error);
    });
    if (!isParamValue(value))
      throw invalidPayload([{ message: 'Expected a string or number', path: [name] }]);
    params[name] = value;
  }
  return params;
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
