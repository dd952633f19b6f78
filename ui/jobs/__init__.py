"""Work that goes on whoever looks: commands in processes of their own, whose state lies in files of the archive's folder."""
