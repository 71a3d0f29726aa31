import { RoomkeyError } from '../../errors/index.ts';

/** How much a request may carry. */
export interface PayloadBounds {
  /** Characters of texts and keys and bytes of binary data, with one for every value. */
  readonly size: number;
  /** Objects and lists in each other. */
  readonly depth: number;
}

interface Visit {
  readonly value: object;
  readonly depth: number;
}

/**
 * Judges a payload before anything else touches it. It walks without recursion: what nests deep enough would
 * overflow the stack of whoever does.
 *
 * @throws RoomkeyError `payload_too_large`
 */
export function assertWithin(bounds: PayloadBounds, payload: unknown): void {
  let size = sizeOf(payload);
  if (!isContainer(payload)) return assertSize(size, bounds);
  const open: Visit[] = [{ value: payload, depth: 1 }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    if (visit.depth > bounds.depth) throw tooLarge();
    const { value } = visit;
    if (!Array.isArray(value)) for (const key of Object.keys(value)) size += key.length;
    for (const member of Object.values<unknown>(value as Record<string, unknown>)) {
      size += sizeOf(member);
      if (isContainer(member)) open.push({ value: member, depth: visit.depth + 1 });
    }
    assertSize(size, bounds);
  }
}

const tooLarge = (): RoomkeyError => new RoomkeyError('payload_too_large');

function assertSize(size: number, bounds: PayloadBounds): void {
  if (size > bounds.size) throw tooLarge();
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 1;
  return ArrayBuffer.isView(value) ? value.byteLength + 1 : 1;
}
