import { cloneElement, type VNode } from 'preact';
import { useId } from 'preact/hooks';
import { Problem } from './client';
import { common } from './texts';

/** A labelled control, with what is wrong with it and a hint, both known to screen readers. */
export function Field({ label, hint, fault, children }: { label: string; hint?: string; fault?: string | undefined; children: VNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {cloneElement(children, {
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(fault ? { 'aria-invalid': 'true' } : {}),
      })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

/** What a failed call says of one of its fields. */
export function faultOf(failure: Error | undefined, field: string): string | undefined {
  const fault = failure instanceof Problem ? failure.faults.find((each) => each.field === field) : undefined;
  return fault && `${fault.detail}${fault.expected && !fault.detail.includes(fault.expected) ? ` ${common.problem.expected(fault.expected)}` : ''}`;
}
