/**
 * The two web globals that every runtime of this project has (Node, browsers, web workers). Declared here because
 * `src/core` is compiled without the DOM and Node libraries, so that it cannot reach for anything else.
 */
interface TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

declare var TextEncoder: { new (): TextEncoder; prototype: TextEncoder };

interface TextDecoder {
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}

declare var TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
  prototype: TextDecoder;
};
