import type { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';

/** An editor of JSON text, which a browser loads only where there is one. Tab leaves it. */
export function Editor({ label, value, onChange, readOnly = false, description }: {
  label: string;
  value: string;
  onChange?: (text: string) => void;
  readOnly?: boolean;
  /** What a screen reader says beside the label. */
  description?: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>();
  const tell = useRef(onChange);
  tell.current = onChange;
  useEffect(() => {
    let gone = false;
    void import('./code').then(({ edit }) => {
      if (!gone && place.current) {
        view.current = edit(place.current, value, { label, readOnly, description }, (text) => tell.current?.(text));
      }
    });
    return () => {
      gone = true;
      view.current?.destroy();
    };
  }, []);
  useEffect(() => {
    const shown = view.current?.state.doc.toString();
    if (shown !== undefined && shown !== value) {
      view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
    }
  }, [value]);
  return <div class="editor" ref={place} />;
}
