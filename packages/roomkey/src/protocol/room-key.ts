export type RoomParamValue = string | number;
export type RoomParamValues = Readonly<Record<string, RoomParamValue>>;

/**
 * The Socket.IO room of a Roomkey room, `post:<postId>`. Values are percent-encoded, so no value can
 * contain the separator and two different resources never share a room.
 */
export function roomKey(room: string, paramNames: readonly string[], params: RoomParamValues): string {
  let key = room;
  for (const name of paramNames) key += `:${encodeURIComponent(String(params[name]))}`;
  return key;
}
