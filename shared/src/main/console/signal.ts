import { useEffect, useState } from 'preact/hooks';

/** A value that components and others can follow. */
export interface Signal<T> {
  get(): T;
  set(value: T): void;
  /** Calls the listener after each change, until the function that it returns is called. */
  follow(listener: (value: T) => void): () => void;
}

export function signal<T>(initial: T): Signal<T> {
  let current = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => current,
    set(value) {
      if (!Object.is(value, current)) {
        current = value;
        [...listeners].forEach((listener) => listener(value));
      }
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value now; the component is drawn again when it changes. */
export function useSignal<T>(source: Signal<T>): T {
  const [, redraw] = useState({});
  const drawn = source.get();
  useEffect(() => {
    // It may have changed since the component was drawn.
    if (!Object.is(source.get(), drawn)) {
      redraw({});
    }
    return source.follow(() => redraw({}));
  }, [source]);
  return drawn;
}
