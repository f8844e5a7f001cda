import { signal } from './signal';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'sluice.theme';
const kept = localStorage.getItem(KEY);

export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : 'auto');

/** Shown now, and remembered for the next visit. */
export function setTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  theme.set(next);
  show(next);
}

function show(next: Theme): void {
  if (next === 'auto') {
    delete document.documentElement.dataset['theme'];
  } else {
    document.documentElement.dataset['theme'] = next;
  }
}

show(theme.get());

const system = matchMedia('(prefers-color-scheme: dark)');

/** For what is not drawn by style sheets. */
export const systemIsDark = signal(system.matches);

system.addEventListener('change', () => systemIsDark.set(system.matches));
