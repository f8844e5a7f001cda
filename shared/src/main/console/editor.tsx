import type { EditorView } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

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
  // It may change before the editor is there.
  const newest = useRef(value);
  newest.current = value;
  const quiet = useRef(false);
  useEffect(() => {
    let gone = false;
    void import('./code').then(({ edit }) => {
      if (!gone && place.current) {
        view.current = edit(place.current, newest.current, { label, readOnly, description }, (text) => !quiet.current && tell.current?.(text));
      }
    });
    return () => {
      gone = true;
      view.current?.destroy();
    };
  }, []);
  // With the drawing, so that nothing is typed in between; what is typed later would be taken back.
  useLayoutEffect(() => {
    const shown = view.current?.state.doc.toString();
    if (shown !== undefined && shown !== value) {
      quiet.current = true;
      view.current?.dispatch({ changes: { from: 0, to: shown.length, insert: value } });
      quiet.current = false;
    }
  }, [value]);
  return <div class="editor" ref={place} />;
}
