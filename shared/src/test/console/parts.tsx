import { Dialog } from '@console/dialog';
import { follow, type ServerEvent } from '@console/events';
import { render } from 'preact';
import { useState } from 'preact/hooks';

/** Parts of the consoles, for tests to use in a page as views do. */

/** Follows a stream from here on; what came is in the list. */
export function listen(where: string, into: ServerEvent[]): AbortController {
  const stop = new AbortController();
  void follow(where, stop.signal, (event) => into.push(event));
  return stop;
}

/** In the place of the console: a button, a dialog that it opens, and a field behind that. */
export function showDialog(): void {
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  render(<Opener />, place);
}

function Opener() {
  const [open, setOpen] = useState(false);
  return (
    <main>
      <h1>Parts</h1>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <label>
        Behind <input />
      </label>
      {open && (
        <Dialog title="A dialog" onClose={() => setOpen(false)}>
          <label>
            First <input />
          </label>
          <button type="button">Last</button>
        </Dialog>
      )}
    </main>
  );
}
