/** A payload that follows from its position, so that a reader can check it without having seen it written. */
export function payloadOf(position: number): Buffer {
  return Buffer.alloc(((position * 7919) % 400) + 1, `${position};`);
}
