/** When notes have to be looked at again although nobody rates them: a heap of times. */

interface Due {
  readonly at: number;
  readonly note: number;
}

export class Agenda {
  readonly #heap: Due[] = [];

  add(at: number, note: number): void {
    const heap = this.#heap;
    let index = heap.push({ at, note }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= heap[index]!.at) break;
      [heap[parent], heap[index]] = [heap[index]!, heap[parent]!];
      index = parent;
    }
  }

  /** The next note that is due by `now`, with its time; null where none is. */
  take(now: number): Due | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > now) return null;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const child = left + 1 < heap.length && heap[left + 1]!.at < heap[left]!.at ? left + 1 : left;
      if (heap[index]!.at <= heap[child]!.at) break;
      [heap[child], heap[index]] = [heap[index]!, heap[child]!];
      index = child;
    }
    return first;
  }
}
