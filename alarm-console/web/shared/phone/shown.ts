/** A value that the page shows, for `useSyncExternalStore`. */
export class Shown<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  readonly now = (): Value => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  show(value: Value): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
