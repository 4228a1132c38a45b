/** The named stores of one database of this browser. */
export interface PhoneStores<Store extends string> {
  read<T>(store: Store, key: string): Promise<T | null>;
  readAll<T>(store: Store): Promise<T[]>;
  write(store: Store, key: string, value: unknown): Promise<unknown>;
  delete(store: Store, key: string): Promise<unknown>;
  clear(store: Store): Promise<unknown>;
}

/**
 * What a page stores on the phone, in IndexedDB. A browser that stores nothing for a page works all the same: then a reload forgets it.
 */
export function phoneStores<Store extends string>(name: string, stores: readonly Store[]): PhoneStores<Store> {
  let opened: Promise<IDBDatabase> | null = null;

  const database = (): Promise<IDBDatabase> => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  };

  async function within<T>(store: Store, mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
    try {
      const transaction = (await database()).transaction(store, mode);
      return await new Promise<T>((resolve, reject) => {
        const request = work(transaction.objectStore(store));
        // What is written counts when the transaction has ended.
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
      });
    } catch {
      return null;
    }
  }

  return {
    async read<T>(store: Store, key: string): Promise<T | null> {
      return (await within<T>(store, "readonly", (objects) => objects.get(key) as IDBRequest<T>)) ?? null;
    },
    async readAll<T>(store: Store): Promise<T[]> {
      return (await within<T[]>(store, "readonly", (objects) => objects.getAll() as IDBRequest<T[]>)) ?? [];
    },
    write: (store, key, value) => within(store, "readwrite", (objects) => objects.put(value, key)),
    delete: (store, key) => within(store, "readwrite", (objects) => objects.delete(key)),
    clear: (store) => within(store, "readwrite", (objects) => objects.clear()),
  };
}

/** `crypto.randomUUID` exists only where the page came by https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
