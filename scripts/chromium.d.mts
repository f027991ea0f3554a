// Types of chromium.mjs for the TypeScript in test/.

export function chromium(): Promise<string>;
export function chromiumArgs(): string[];
