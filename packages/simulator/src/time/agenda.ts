/**
 * Who acts when: a binary heap of (time, actor). Equal times come out in the order in which they went in, so that the run is the same
 * every time.
 */
export class Agenda<T> {
  #times: number[] = [];
  #orders: number[] = [];
  #items: T[] = [];
  #count = 0;

  get size(): number {
    return this.#times.length;
  }

  add(time: number, item: T): void {
    let at = this.#times.length;
    const order = this.#count++;
    this.#times.push(time);
    this.#orders.push(order);
    this.#items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(time, order, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, time, order, item);
  }

  /** The earliest entry, removed; null when there is none. */
  take(): { readonly time: number; readonly item: T } | null {
    const time = this.#times[0];
    const item = this.#items[0];
    const lastTime = this.#times.pop();
    const lastOrder = this.#orders.pop();
    const lastItem = this.#items.pop();
    if (
      time === undefined ||
      item === undefined ||
      lastTime === undefined ||
      lastOrder === undefined ||
      lastItem === undefined
    ) {
      return null;
    }
    if (this.size > 0) this.#sink(lastTime, lastOrder, lastItem);
    return { time, item };
  }

  #sink(time: number, order: number, item: T): void {
    const size = this.size;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(this.#times[child + 1] ?? 0, this.#orders[child + 1] ?? 0, child)) child++;
      if (this.#before(time, order, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, order, item);
  }

  #before(time: number, order: number, other: number): boolean {
    const otherTime = this.#times[other] ?? Number.POSITIVE_INFINITY;
    return time < otherTime || (time === otherTime && order < (this.#orders[other] ?? 0));
  }

  #move(from: number, to: number): void {
    const item = this.#items[from];
    if (item !== undefined) this.#put(to, this.#times[from] ?? 0, this.#orders[from] ?? 0, item);
  }

  #put(at: number, time: number, order: number, item: T): void {
    this.#times[at] = time;
    this.#orders[at] = order;
    this.#items[at] = item;
  }
}
