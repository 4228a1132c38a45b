import type { WallCase, WallView } from "#domain/answering/wall.ts";

/** A list of cases that a tile has opened. The cases come from the newest view, so the list stays true. */
export interface Opened {
  title: string;
  of(view: WallView): readonly WallCase[];
}
