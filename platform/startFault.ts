/**
 * Something that keeps Link Line from starting and that the person who starts it can mend. `message` is one clear
 * sentence, without secrets; the command line prints it alone and exits 1.
 */
export class StartFault extends Error {
  override readonly name = "StartFault";
  readonly code = "startFault";
}
