DROP INDEX "comments_oldest";--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "seq" integer;--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "comment_seq" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE "comments" SET "seq" = "placed"."seq" FROM (
	SELECT "id", row_number() OVER (PARTITION BY "post_id" ORDER BY "created_at", "id") AS "seq" FROM "comments"
) AS "placed" WHERE "comments"."id" = "placed"."id";--> statement-breakpoint
UPDATE "posts" SET "comment_seq" = "last"."seq" FROM (
	SELECT "post_id", max("seq") AS "seq" FROM "comments" GROUP BY "post_id"
) AS "last" WHERE "posts"."id" = "last"."post_id";--> statement-breakpoint
ALTER TABLE "comments" ALTER COLUMN "seq" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_post_id_seq" UNIQUE("post_id","seq");
