const PAGE = 1 << 16;

/** Memory as that of WebAssembly: it grows by pages, and addresses are positions in it. */
export class PortableMemory {
  buffer = new ArrayBuffer(0);
  bytes = new Uint8Array(this.buffer);
  words = new Int32Array(this.buffer);
  floats = new Float32Array(this.buffer);
  doubles = new Float64Array(this.buffer);

  /** Returns the pages that there were. */
  grow(pages: number): number {
    const { bytes } = this;
    this.buffer = new ArrayBuffer(bytes.length + pages * PAGE);
    this.bytes = new Uint8Array(this.buffer);
    this.words = new Int32Array(this.buffer);
    this.floats = new Float32Array(this.buffer);
    this.doubles = new Float64Array(this.buffer);
    this.bytes.set(bytes);
    return bytes.length / PAGE;
  }
}
