/**
 * What the phone stores of the carer's pages, in IndexedDB: taps that are not sent yet, and the last answers of the service. A browser that stores
 * nothing for a page works all the same: then a reload forgets them.
 */
const stores = ["taps", "answers"] as const;
type Store = (typeof stores)[number];

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("linkline-carer", 1);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

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

export const readStored = <T>(store: Store, key: string): Promise<T | null> =>
  within<T>(store, "readonly", (objects) => objects.get(key) as IDBRequest<T>).then((value) => value ?? null);
export const readAllStored = <T>(store: Store): Promise<T[]> =>
  within<T[]>(store, "readonly", (objects) => objects.getAll() as IDBRequest<T[]>).then((values) => values ?? []);
export const writeStored = (store: Store, key: string, value: unknown): Promise<unknown> =>
  within(store, "readwrite", (objects) => objects.put(value, key));
export const deleteStored = (store: Store, key: string): Promise<unknown> => within(store, "readwrite", (objects) => objects.delete(key));
export const clearStored = (store: Store): Promise<unknown> => within(store, "readwrite", (objects) => objects.clear());
