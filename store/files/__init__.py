"""Attachments: metadata, content by hash on disk, type detection, deletion of orphans."""
