/** A disk that forgets: writes reach the file when they are synced; on a power cut, a random part of the others does. */
import { type JournalIo, nodeIo } from '../../src/segments/io.ts';

const SECTOR_BYTES = 64;

interface Write {
  readonly fd: number;
  readonly bytes: Buffer;
  readonly offset: number;
}

export class ForgetfulDisk implements JournalIo {
  readonly #random: () => number;
  #pending: Write[] = [];
  #syncsLeft: number;

  /** The power fails in place of the n-th sync. */
  constructor(random: () => number, syncs: number) {
    this.#random = random;
    this.#syncsLeft = syncs;
  }

  open = nodeIo.open;
  close = nodeIo.close;
  read = nodeIo.read;
  syncDirectory = nodeIo.syncDirectory;

  async write(fd: number, buffer: Buffer, start: number, length: number, offset: number): Promise<number> {
    if (this.#syncsLeft < 0) throw new Error('no power');
    const some = Math.max(1, Math.ceil(length * this.#random()));
    this.#pending.push({ fd, bytes: Buffer.from(buffer.subarray(start, start + some)), offset });
    return some;
  }

  async datasync(fd: number): Promise<void> {
    if (this.#syncsLeft-- <= 0) {
      await this.#cutPower();
      throw new Error('no power');
    }
    const mine = this.#pending.filter((write) => write.fd === fd);
    this.#pending = this.#pending.filter((write) => write.fd !== fd);
    for (const { bytes, offset } of mine) await nodeIo.write(fd, bytes, 0, bytes.length, offset);
    await nodeIo.datasync(fd);
  }

  /** Any of the sectors that were not synced may be on disk afterwards, in any order. */
  async #cutPower(): Promise<void> {
    for (const { fd, bytes, offset } of this.#pending) {
      for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
        if (this.#random() < 0.5) continue;
        await nodeIo.write(fd, bytes, at, Math.min(SECTOR_BYTES, bytes.length - at), offset + at);
      }
    }
    this.#pending = [];
  }
}
