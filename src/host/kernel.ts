/**
 * The one door to koffi, which is optional: system calls that Node does not offer. Knows nothing of what they are for.
 */

/** Calls of the C library that Node has no way to. */
export interface Kernel {
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly setsockopt: (fd: number, level: number, name: number, value: Uint8Array, bytes: number) => number
  readonly getsockopt: (fd: number, level: number, name: number, value: Uint8Array, bytes: Uint8Array) => number
  readonly bind: (fd: number, address: Uint8Array, bytes: number) => number
  readonly recv: (fd: number, into: Uint8Array, bytes: number, flags: number) => number
  readonly addressOf: (bytes: Uint8Array) => bigint
  readonly errno: () => number
}

/** Null where koffi is not installed. Loading takes a while, and only the first time. */
export async function loadKernel(): Promise<Kernel | null> {
  try {
    const { default: koffi } = await import('koffi')
    // The program itself: the C library is in it, whichever it is.
    const library = koffi.load(null)
    return {
      socket: library.func('int socket(int, int, int)'),
      setsockopt: library.func('int setsockopt(int, int, int, const void *, uint32_t)'),
      getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
      bind: library.func('int bind(int, const void *, uint32_t)'),
      recv: library.func('int64_t recv(int, void *, size_t, int)'),
      addressOf: bytes => koffi.address(bytes),
      errno: () => koffi.errno(),
    }
  } catch {
    return null
  }
}
