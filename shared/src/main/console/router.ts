import { signal } from './signal';

/** Where the user is: parts of location.hash, such as #/namespaces/shop?prefix=a. */
export interface Place {
  segments: string[];
  query: URLSearchParams;
}

export const place = signal<Place>(parse(location.hash));

window.addEventListener('hashchange', () => place.set(parse(location.hash)));

/** The address of a place, for the href of a link. */
export function link(segments: string[], query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  Object.entries(query).forEach(([name, value]) => value !== undefined && value !== '' && search.set(name, value));
  const text = search.toString();
  return `#/${segments.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

export function go(segments: string[], query: Record<string, string | undefined> = {}): void {
  location.hash = link(segments, query);
}

/** The same without an entry of its own in the browser's history: for filters that change as one types. */
export function replace(segments: string[], query: Record<string, string | undefined> = {}): void {
  history.replaceState(null, '', link(segments, query));
  place.set(parse(location.hash));
}

/** The place of a fragment, at this page without any query. */
export function restore(page: string, hash: string): void {
  history.replaceState(null, '', page + hash);
  place.set(parse(hash));
}

function parse(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { segments: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
