/** Values by key. A value is in a group once, however often it is added. */
export interface Grouped<Value> {
  add(key: string, value: Value): void;
  delete(key: string, value: Value): void;
  get(key: string): readonly Value[];
}

/** Most users and sessions have one connection, and a Set for each would be larger than what is held of it. */
export function createGrouped<Value extends NonNullable<unknown>>(): Grouped<Value> {
  const first = new Map<string, Value>();
  const others = new Map<string, Set<Value>>();

  const deleteOther = (key: string, value: Value): void => {
    const values = others.get(key);
    values?.delete(value);
    if (values?.size === 0) others.delete(key);
  };

  const replaceFirst = (key: string): void => {
    for (const next of others.get(key) ?? []) {
      first.set(key, next);
      return deleteOther(key, next);
    }
    first.delete(key);
  };

  return {
    add(key, value) {
      const values = others.get(key);
      if (!first.has(key)) first.set(key, value);
      else if (first.get(key) === value) return;
      else if (values === undefined) others.set(key, new Set([value]));
      else values.add(value);
    },
    delete(key, value) {
      if (first.has(key) && first.get(key) === value) replaceFirst(key);
      else deleteOther(key, value);
    },
    get(key) {
      const value = first.get(key);
      return value === undefined ? [] : [value, ...(others.get(key) ?? [])];
    },
  };
}
