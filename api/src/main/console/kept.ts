import { useCallback } from 'preact/hooks';
import { farewell, session } from '@console/session';
import { signal, useSignal, type Signal } from '@console/signal';

const inPage = new Map<string, Signal<string>>();

// Who signs out leaves nothing; who is signed out goes on where they were.
session.follow((now) => {
  if (now === undefined && farewell.get() === '') {
    inPage.forEach((kept) => kept.set(''));
    inPage.clear();
  }
});

/** A text that is being typed: it outlives the form, until the page is loaded again, and stands in no storage. */
export function useKept(key: string): [string, (text: string) => void] {
  let kept = inPage.get(key);
  if (!kept) {
    kept = signal('');
    inPage.set(key, kept);
  }
  const text = useSignal(kept);
  const set = useCallback((next: string) => inPage.get(key)?.set(next), [key]);
  return [text, set];
}

/** Forgets what was typed, where it has done its duty. */
export function forget(...keys: string[]): void {
  keys.forEach((key) => inPage.get(key)?.set(''));
}
