import { useEffect, useRef, useState } from "react";
import { detector } from "./detector.ts";

const lookEveryMs = 250;

/** Reads a bar code or QR code with the camera. */
export function Scan({ onFound, onEnd }: { onFound(code: string): void; onEnd(): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      const found = await detector();
      if (stopped || video.current === null) return end();
      video.current.srcObject = stream;
      await video.current.play();
      const look = async () => {
        if (stopped || video.current === null) return;
        const [code] = await found.detect(video.current).catch(() => []);
        if (code !== undefined && !stopped) onFound(code.rawValue);
        else timer = setTimeout(() => void look(), lookEveryMs);
      };
      void look();
    };
    const end = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    begin().catch(() => {
      if (!stopped) setFault("The camera cannot be used here. Type the number instead.");
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      end();
    };
  }, [onFound]);
  return (
    <div className="scan">
      <video ref={video} playsInline muted aria-label="What the camera sees" />
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="button" onClick={onEnd}>
        Stop scanning
      </button>
    </div>
  );
}
