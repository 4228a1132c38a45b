import { Component, type ReactNode } from "react";
import "./session.css";

/** Shown when a script error stops the page. It must not look like a night without alarms. */
export class CrashScreen extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(): void {
    document.title = "SCREEN FAILED · Link Line";
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="entrance screen-failed" role="alert">
        <div className="entrance-card">
          <h1>Something went wrong on this screen</h1>
          <p>New alarms do not show here. Reload the page. If it fails again, use another screen or the phone.</p>
          <button type="button" className="primary" onClick={() => location.reload()}>
            Reload page
          </button>
        </div>
      </main>
    );
  }
}
