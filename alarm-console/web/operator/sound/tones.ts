import type { Priority } from "#domain/alarm.ts";

export type Sound = Priority | "lost";

/** Frequency in hertz, start and length in seconds, loudness from 0 to 1. More urgent sounds are quicker and brighter. */
interface Tone {
  hz: number;
  at: number;
  length: number;
  gain: number;
  wave: OscillatorType;
}

const run = (wave: OscillatorType, gain: number, step: number, length: number, pitches: readonly number[]): Tone[] =>
  pitches.map((hz, index) => ({ hz, at: index * step, length, gain, wave }));

const sounds: Readonly<Record<Sound, readonly Tone[]>> = {
  critical: run("square", 0.22, 0.16, 0.13, [880, 1175, 880, 1175, 880, 1175]),
  urgent: run("triangle", 0.3, 0.26, 0.2, [659, 880, 659]),
  advisory: run("sine", 0.26, 0.3, 0.28, [523, 659]),
  info: run("sine", 0.16, 0.2, 0.2, [523]),
  lost: run("triangle", 0.3, 0.34, 0.3, [440, 330, 247]),
};

/** Schedules one sound on the audio clock. Each tone fades in and out so that it does not click. */
export function playSound(audio: AudioContext, sound: Sound): void {
  for (const tone of sounds[sound]) {
    const start = audio.currentTime + 0.02 + tone.at;
    const oscillator = audio.createOscillator();
    const gain = audio.createGain();
    oscillator.type = tone.wave;
    oscillator.frequency.value = tone.hz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(tone.gain, start + 0.015);
    gain.gain.setValueAtTime(tone.gain, start + tone.length - 0.03);
    gain.gain.linearRampToValueAtTime(0, start + tone.length);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + tone.length + 0.02);
  }
}
