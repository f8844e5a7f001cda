import { Component, type ComponentChildren } from 'preact';
import { common } from './texts';

/** Shows that a view has failed, and leaves the rest of the page alone. Give it a key that changes with the view. */
export class Boundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(failure: unknown): void {
    console.error(failure);
    this.setState({ failed: true });
  }

  render() {
    if (!this.state.failed) {
      return this.props.children;
    }
    return (
      <div class="notice notice-bad" role="alert">
        <p>{common.failed}</p>
        <button type="button" onClick={() => location.reload()}>
          {common.reload}
        </button>
      </div>
    );
  }
}
