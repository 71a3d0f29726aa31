-- What Socket.IO's adapter for PostgreSQL sends that is too large for a notification. It keeps it for half a minute.
CREATE UNLOGGED TABLE "bus_attachments" (
	"id" bigserial PRIMARY KEY,
	"created_at" timestamp with time zone DEFAULT now(),
	"payload" bytea
);
