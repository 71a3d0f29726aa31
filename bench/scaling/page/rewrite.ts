export async function rewritePage(): Promise<void> {}
