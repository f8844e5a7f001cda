import { useState } from 'preact/hooks';
import { Problem } from '@console/client';
import { Failure } from '@console/notice';
import { common } from '@console/texts';
import { pretty } from './exact';
import type { Check, DryRun } from './publish';
import { isSecret, type Space } from './space';
import { texts } from './texts';
import { Difference } from './value';

const t = texts.items;
const STEP = 50;

/** The difference that a write would make, or why it cannot be made. */
export function Outcome({ check, space }: { check: Check; space: Space }) {
  return (
    <div aria-live="polite" class="outcome">
      {check.busy && <p class="faint">{texts.changes.checking}</p>}
      {check.failure && <Refusal failure={check.failure} retry={check.again} />}
      {check.result && <Items result={check.result} space={space} />}
    </div>
  );
}

/** What cannot be done, with every violation and conflict that there is. */
export function Refusal({ failure, retry }: { failure: Error; retry?: () => void }) {
  const members = failure instanceof Problem ? failure.members : {};
  const violations = (members['violations'] ?? []) as { name: string; pointer: string; keyword: string; expected: string }[];
  return (
    <>
      <Failure failure={failure} {...(retry ? { retry } : {})} />
      {violations.length > 0 && (
        <ul class="faults">
          {violations.slice(0, STEP).map((each) => (
            <li key={each.name + each.pointer + each.expected} class="fault">
              <code>{each.name}</code> {each.pointer && <code>{each.pointer}</code>}: {each.keyword} {each.expected}
            </li>
          ))}
          {violations.length > STEP && <li>{t.more(violations.length - STEP)}</li>}
        </ul>
      )}
    </>
  );
}

function Items({ result, space }: { result: DryRun; space: Space }) {
  const [drawn, setDrawn] = useState(STEP);
  const items = result.changes.filter((item) => !item.unchanged);
  if (items.length === 0) {
    return <p class="empty">{t.none}</p>;
  }
  return (
    <>
      <p role="status">{t.count(items.length, items.filter((item) => item.removed).length)}</p>
      <ul class="cards">
        {items.slice(0, drawn).map((item) => (
          <li key={item.name} class="card">
            <h3>
              <code>{item.name}</code> {item.removed && <span class="badge badge-bad">{texts.changes.removed}</span>}
              {!('old' in item) && <span class="badge badge-good">{texts.changes.created}</span>}
            </h3>
            <Difference
              before={'old' in item ? pretty(item.old) : undefined}
              after={'new' in item ? pretty(item.new) : undefined}
              secret={isSecret(space, item.name)}
            />
          </li>
        ))}
      </ul>
      {items.length > drawn && (
        <div class="more">
          <span>{common.shown(drawn, items.length)}</span>
          <button type="button" onClick={() => setDrawn(drawn + STEP)}>
            {common.more}
          </button>
        </div>
      )}
    </>
  );
}
