export * from './posts.ts';
export * from './contract.ts';
export * from './devices.ts';
