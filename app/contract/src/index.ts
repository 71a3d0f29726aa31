export * from './posts.ts';
export * from './contract.ts';
