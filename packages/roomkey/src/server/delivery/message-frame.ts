const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** What a message begins with in the protocol of Engine.IO: "4". */
const MESSAGE = 0x34;

/** A message of Engine.IO as one unmasked, unfragmented text frame, header and payload in one piece (RFC 6455, 5.2). */
export function messageFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const length = bytes + 1;
  const start = headerSize(length) + 1;
  const frame = Buffer.allocUnsafe(start + bytes);
  frame[0] = FINAL_TEXT;
  writeLength(frame, length);
  frame[start - 1] = MESSAGE;
  // Where every character is one byte, it is the same one in both, and needs only to be copied.
  frame.write(text, start, bytes === text.length ? 'latin1' : 'utf8');
  return frame;
}

const headerSize = (length: number): number => (length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10);

function writeLength(frame: Buffer, length: number): void {
  if (length < LENGTH_16) {
    frame[1] = length;
  } else if (length < 0x1_0000) {
    frame[1] = LENGTH_16;
    frame[2] = length >> 8;
    frame[3] = length & 0xff;
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}
