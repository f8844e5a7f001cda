/** What JavaScript's numbers cannot hold, or write otherwise, stays the text that it is. */
interface RawJson {
  rawJSON(text: string): unknown;
}

const raw = 'rawJSON' in JSON ? (JSON as unknown as RawJson) : undefined;

/** Reads JSON; written again by JSON.stringify, each number has the digits that it had. */
export function parse(text: string): unknown {
  const exactly = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && raw && context?.source !== undefined && String(value) !== context.source
      ? raw.rawJSON(context.source)
      : value;
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

/** On lines of its own, as people read it. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** The same in one form for the same value, to compare by; undefined where it is no JSON. */
export function compact(text: string): string | undefined {
  try {
    return JSON.stringify(parse(text));
  } catch {
    return undefined;
  }
}

/** What is wrong with a text that is to be JSON; undefined if nothing is. */
export function faultIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}
