/**
 * A fault that prevents the start and that the person who starts Link Line can mend. `message` says what is wrong and what to do, without
 * secrets. The command line prints the message alone and exits with 1.
 */
export class StartFault extends Error {
  override readonly name = "StartFault";
  readonly code = "startFault";
}
