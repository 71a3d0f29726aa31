export { account, jwks, session, user, verification } from './auth.ts';
export { comments, postBlocks, postLikes, postViews, posts, visibility } from './board.ts';
export { loginAttempts } from './login-attempts.ts';
