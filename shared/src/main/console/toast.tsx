import { signal, useSignal } from './signal';
import { common } from './texts';

interface Message {
  id: number;
  kind: 'good' | 'bad';
  text: string;
}

const STAYS = 8000;
const messages = signal<Message[]>([]);
let last = 0;

/** Says for a while, wherever the user is, what has been done; what went wrong stays until it is closed. */
export function toast(text: string, kind: Message['kind'] = 'good'): void {
  const id = ++last;
  messages.set([...messages.get(), { id, kind, text }]);
  if (kind === 'good') {
    setTimeout(() => close(id), STAYS);
  }
}

function close(id: number): void {
  messages.set(messages.get().filter((message) => message.id !== id));
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useSignal(messages).map((message) => (
        <div key={message.id} class={`toast notice-${message.kind}`}>
          <p>{message.text}</p>
          <button type="button" class="plain" aria-label={common.close} onClick={() => close(message.id)}>
            <span aria-hidden="true">×</span>
          </button>
        </div>
      ))}
    </div>
  );
}
