import { Component, type ReactNode } from "react";
import "./session.css";

/** A page that fell over must not look like a quiet night. */
export class FaultScreen extends Component<{ children: ReactNode }, { fallen: boolean }> {
  override state = { fallen: false };

  static getDerivedStateFromError() {
    return { fallen: true };
  }

  override componentDidCatch(): void {
    document.title = "SCREEN FAILED · Link Line";
  }

  override render() {
    if (!this.state.fallen) return this.props.children;
    return (
      <main className="entrance screen-failed" role="alert">
        <div className="entrance-card">
          <h1>This screen has failed</h1>
          <p>Alarms no longer show here. Load the page again; use another screen or the telephone if it fails again.</p>
          <button type="button" className="primary" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </main>
    );
  }
}
